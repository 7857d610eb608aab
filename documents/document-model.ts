/**
 * What a document says, before any paper: the blocks in reading order. The layout turns it into lines of so many
 * columns; nothing here knows a printer. A seal (2D-Doc) will be one more kind of block.
 */
export interface DocumentModel {
  readonly documentNumber: string;
  readonly blocks: readonly Block[];
}

export type Block =
  /** The one large line that names the document. */
  | { readonly kind: 'title'; readonly text: string }
  /** Opens a part of the document. */
  | { readonly kind: 'heading'; readonly text: string }
  /** What nobody may overlook: SPÉCIMEN, DUPLICATA, where the data come from. */
  | { readonly kind: 'mention'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly align?: 'left' | 'center' }
  /** A label and its value, on one line when they fit. */
  | { readonly kind: 'field'; readonly label: string; readonly value: string }
  | { readonly kind: 'rule' }
  | { readonly kind: 'space' };
