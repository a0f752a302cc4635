import { faultsOfAnswer } from "./faults_of_answer.js";
import { faultsOfContent } from "./faults_of_content.js";
import { faultsOfTransport } from "./faults_of_transport.js";

/** All of them, in the order of delivery-and-security.md 7. */
export const faults = [...faultsOfTransport, ...faultsOfContent, ...faultsOfAnswer];
