import { z } from "zod";
import { operatorSchema } from "../../../actors/kinds/operator.ts";

export const operatorFields = {
  operators: z.array(operatorSchema).default([]).describe("People who handle dead letters."),
};
