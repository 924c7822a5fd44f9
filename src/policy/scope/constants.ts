/**
 * Most names that are tabled because somebody claimed them. Bounds memory to some 3 MB; later claims are not heard. The
 * names that an operator pinned are not among them.
 */
export const NAME_TABLE_MAX = 16_384
