export interface GalleryPage {
  readonly title: string;
  /** Paths of pictures, from the page. */
  readonly files: readonly string[];
}

/** Sheets side by side, and the width at which each is shown. */
const perRow = 4;
const pixels = 220;

/** The page that shows the pictures, in Markdown: rows of sheets with their names above them. */
export function galleryPage({
  printer,
  pages,
  codesRead,
}: {
  readonly printer: string;
  readonly pages: readonly GalleryPage[];
  readonly codesRead: boolean;
}): string {
  const checked = codesRead
    ? 'each 2D code was read back from the dots by ZBar, and each seal among them verified.'
    : 'ZBar was not there to read the 2D codes back.';
  return [
    '# What comes out of the printer\n',
    `Made by \`borne gallery\`: each document as the kiosk encodes it for the ${printer} unless its name says otherwise, drawn dot for dot by the`,
    'simulated printer. While it was made, what the printer understood was compared with the lines of the on-screen preview;',
    checked,
    'Every person, amount and address is fictional, and the seals are of a key that was thrown away.\n',
    ...pages.map(({ title, files }) => `## ${title}\n\n${rowsOf(files).map(row).join('\n')}`),
  ].join('\n');
}

const rowsOf = (files: readonly string[]) =>
  Array.from({ length: Math.ceil(files.length / perRow) }, (_, index) =>
    files.slice(index * perRow, (index + 1) * perRow),
  );

function row(files: readonly string[]): string {
  const cells = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const images = files.map(
    (file) => `<a href="${file}"><img src="${file}" width="${pixels}" alt="${nameOf(file)}"></a>`,
  );
  return `${[cells(files.map(nameOf)), cells(files.map(() => '---')), cells(images)].join('\n')}\n`;
}

const nameOf = (file: string) =>
  file
    .replace(/^.*\//, '')
    .replace(/\.png$/, '')
    .replaceAll('-', ' ');
