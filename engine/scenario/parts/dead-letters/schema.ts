import { z } from "zod";
import { deskSchema } from "../../../actors/kinds/desk.ts";

export const deskFields = { desks: z.array(deskSchema).default([]).describe("People who see to dead letters.") };
