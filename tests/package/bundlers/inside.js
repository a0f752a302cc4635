import * as Attune from "attune/inline";
import { show } from "./show.js";

void show(Attune);
