export { requirements as asksFor } from "./requirements";
