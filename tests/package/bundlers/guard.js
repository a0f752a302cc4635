import { isAttuneError } from "attune";

globalThis.isOurs = isAttuneError(globalThis.thrown);
