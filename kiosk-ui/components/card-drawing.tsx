/** A health card stood on its short side, chip downwards as it enters the reader. An invented design, no real card's. */
export function CardDrawing({ x, y, width }: { x: number; y: number; width: number }) {
  return (
    <svg x={x} y={y} width={width} height={(width * 86) / 54} viewBox="0 0 54 86" aria-hidden="true">
      <rect className="card-body" width="54" height="86" rx="5" />
      <path className="card-wave" d="M0 30c14-9 26-8 36-1s14 6 18 3V5a5 5 0 0 0-5-5H5a5 5 0 0 0-5 5Z" />
      <circle className="card-portrait" cx="39.5" cy="13.5" r="7.5" />
      <path className="card-line" d="M8 40h26M8 46h18" />
      <rect className="card-chip" x="20" y="60" width="14" height="16" rx="3" />
      <path className="card-chip-lines" d="M20 68h5m4 0h5M27 60v4m0 8v4M25 64h4v8h-4Z" />
    </svg>
  );
}
