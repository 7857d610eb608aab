/**
 * What a document says, before any paper: the blocks in reading order. The layout turns it into lines of so many
 * columns; nothing here knows a printer.
 */
export interface DocumentModel {
  readonly documentNumber: string;
  readonly blocks: readonly Block[];
}

/** Words in French, and the same in the person's language when they chose another: it goes on a line under the French. */
export interface Words {
  readonly text: string;
  readonly second?: string;
}

export type Block =
  /** The one large line that names the document. */
  | (Words & { readonly kind: 'title' })
  /** Opens a part of the document. */
  | (Words & { readonly kind: 'heading' })
  /** What nobody may overlook: SPÉCIMEN, DUPLICATA, where the data come from. */
  | (Words & { readonly kind: 'mention' })
  | (Words & { readonly kind: 'paragraph'; readonly align?: 'left' | 'center' | 'indented' })
  /** A label and its value, on one line when they fit. */
  | { readonly kind: 'field'; readonly label: Words; readonly value: string }
  | Table
  /** A 2D code that says `content`, and under it what to do with it; or, on a paper too narrow for it, `otherwise`. */
  | {
      readonly kind: 'code';
      readonly content: string;
      readonly caption: readonly Words[];
      readonly otherwise: Words;
    }
  /** What a technician measures the printer with. */
  | { readonly kind: 'gauge'; readonly gauge: 'columns' | 'millimetres' | 'bars' }
  | { readonly kind: 'rule' }
  | { readonly kind: 'space' };

/** Rows under headers. On a paper too narrow for its columns, each row becomes a list of fields. */
export interface Table {
  readonly kind: 'table';
  /** At least one. */
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableColumn {
  readonly header: Words;
  /** `amount`: to the right, with the decimal commas under each other. */
  readonly align: 'left' | 'right' | 'amount';
}

export interface TableRow {
  /** Opens a part of the table, on lines of its own above the row. */
  readonly heading?: Words;
  /** One for each column, in order. */
  readonly cells: readonly string[];
  /** More about this row, on lines of its own under it. */
  readonly note?: string;
  /** A total stands apart from the rows above it, in bold. */
  readonly total?: true;
}
