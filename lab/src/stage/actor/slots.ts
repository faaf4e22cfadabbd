/** More slots than these are told as a number. */
export const MOST_SLOT_ROWS = 4;
