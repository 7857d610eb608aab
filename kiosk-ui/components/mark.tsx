/** The kiosk's own sign: a card entering its slot. Brands are a matter of the office's configuration. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="7" className="mark-ground" />
      <path d="M7.5 5.5h9a1.5 1.5 0 0 1 1.5 1.5v7.5H6V7a1.5 1.5 0 0 1 1.5-1.5Z" className="mark-card" />
      <path d="M5 16.5h14" className="mark-slot" />
    </svg>
  );
}
