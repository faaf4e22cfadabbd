/** The forms of a lesson. The button that submits one stands outside of it. */
export const FIRST_FORM = "first-prediction";
export const SECOND_FORM = "second-prediction";
