/** If there are more slots than this, the rest is shown as a number. */
export const MOST_SLOT_ROWS = 4;
