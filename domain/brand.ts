declare const brand: unique symbol;

/** A value of type `T` that was checked to be a `Name`: made only by the parser of that name. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
