import { z } from "zod";
import { requesterSchema } from "../../../actors/kinds/requester.ts";

export const replyFields = { requesters: z.array(requesterSchema).default([]) };
