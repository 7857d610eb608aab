import { createCanvas, loadImage } from '@napi-rs/canvas';

/** What a hand and a telephone do to a sheet of paper. */
export type Photo = 'turned' | 'tilted' | 'dim' | 'jpeg';

/** A picture of `sheet` (PNG) as a telephone could take it: at 2.5 times its dots, on a table. */
export async function photographed(sheet: Buffer, how: Photo): Promise<Buffer> {
  const paper = await loadImage(sheet);
  const scale = 2.5;
  const [width, height] = [paper.width * scale * 1.6, paper.height * scale * 1.3];
  const canvas = createCanvas(Math.round(width), Math.round(height));
  const context = canvas.getContext('2d');
  context.fillStyle = '#6b5a48';
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  if (how === 'turned') context.rotate((17 * Math.PI) / 180);
  if (how === 'tilted') context.transform(1, 0.12, -0.2, 0.85, 0, 0);
  context.scale(scale, scale);
  context.imageSmoothingEnabled = true;
  context.drawImage(paper, -paper.width / 2, -paper.height / 2);
  if (how === 'dim') {
    // A shadow across the paper: never black nor white, and darker towards one side.
    const shadow = context.createLinearGradient(-paper.width / 2, 0, paper.width / 2, 0);
    shadow.addColorStop(0, 'rgba(40, 35, 30, 0.35)');
    shadow.addColorStop(1, 'rgba(40, 35, 30, 0.75)');
    context.fillStyle = shadow;
    context.fillRect(-paper.width, -paper.height, paper.width * 2, paper.height * 2);
  }
  return how === 'jpeg' ? canvas.encode('jpeg', 60) : canvas.encode('png');
}
