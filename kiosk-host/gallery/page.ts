export interface GalleryPage {
  readonly title: string;
  /** Paths of pictures, from the page. */
  readonly files: readonly string[];
}

/** Pictures are shown at this width, so that three sheets stand side by side. */
const pixels = 250;

/** The page that shows the pictures, in Markdown. */
export function galleryPage({
  printer,
  pages,
  codesRead,
}: {
  readonly printer: string;
  readonly pages: readonly GalleryPage[];
  readonly codesRead: boolean;
}): string {
  const sections = pages.map(({ title, files }) => {
    const images = files.map(
      (file) => `<a href="${file}"><img src="${file}" width="${pixels}" alt="${nameOf(file)}"></a>`,
    );
    return `## ${title}\n\n${images.join('\n')}\n`;
  });
  return [
    '# What comes out of the printer\n',
    `Made by \`npm run gallery\`: each document as the kiosk encodes it for a ${printer}, drawn dot for dot by the simulated printer.`,
    'While it was made, the text that the printer understood was compared with the lines of the on-screen preview',
    codesRead
      ? 'and each 2D code was read back from the dots by ZBar. Every person, amount and address is fictional.\n'
      : '(ZBar was not there to read the 2D codes back). Every person, amount and address is fictional.\n',
    ...sections,
  ].join('\n');
}

const nameOf = (file: string) =>
  file
    .replace(/^.*\//, '')
    .replace(/\.png$/, '')
    .replaceAll('-', ' ');
