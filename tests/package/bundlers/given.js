import * as Attune from "attune";
import { show } from "./show.js";

void show(Attune, { core: "/given/core.wasm" });
