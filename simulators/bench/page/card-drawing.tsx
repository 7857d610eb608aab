import './card-drawing.css';

/** A card seen from the front, 86 × 54 mm. Invented designs: colours tell the kinds apart, words say them. */
export function CardDrawing({ kind }: { kind: string }) {
  return (
    <svg className="card-drawing" data-kind={kind} viewBox="0 0 86 54" aria-hidden="true">
      <rect className="card-ground" width="86" height="54" rx="4.5" />
      <path
        className="card-wave"
        d="M0 34c18-10 30-9 46-2s28 4 40-5v22.5a4.5 4.5 0 0 1-4.5 4.5H4.5A4.5 4.5 0 0 1 0 49.5Z"
      />
      <path className="card-words" d="M10 9h30M10 15h18" />
      <circle className="card-person" cx="71" cy="14" r="7" />
      <g className="card-chip">
        <rect x="10" y="21" width="14" height="12" rx="2.5" />
        <path d="M10 27h5m4 0h5M17 21v3m0 6v3M15 24h4v6h-4Z" />
      </g>
    </svg>
  );
}
