import type { Paper } from '../contract.ts';

/** Address of the image of a sheet, another one each time more of it has come out. */
export const sheetImage = ({ png, text, complete }: Paper): string =>
  `api/${png}?${complete ? 'whole' : text.length}`;
