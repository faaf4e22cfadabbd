import { COMPLETED } from "../../support/orders/stories.ts";
import { testPairs } from "../../support/orders/test-pairs.ts";

await testPairs(COMPLETED);
