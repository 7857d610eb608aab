import { CardDrawing } from '../components/card-drawing.tsx';

/** A card going down into its slot, under a morning sun. Lengths are millimetres of the panel. */
export function CardScene() {
  return (
    <svg className="card-scene" viewBox="0 0 268 214" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <defs>
        <clipPath id="above-slot">
          <rect x="0" y="0" width="268" height="176" />
        </clipPath>
      </defs>
      <circle className="scene-sun-glow" cx="134" cy="104" r="96" />
      <circle className="scene-sun" cx="134" cy="104" r="74" />
      <path className="scene-far" d="M0 150C40 128 84 126 126 142s92 20 142-8v80H0Z" />
      <path className="scene-near" d="M0 176c54-22 104-22 150-10s84 10 118-6v54H0Z" />
      <g clipPath="url(#above-slot)">
        <g className="scene-card">
          <CardDrawing x={92} y={34} width={84} />
        </g>
      </g>
      <rect className="scene-slot-plate" x="66" y="168" width="136" height="22" rx="11" />
      <rect className="scene-slot" x="80" y="174" width="108" height="5" rx="2.5" />
    </svg>
  );
}
