/** After all test files. In the process of ./setup. */
import { removeFolders } from "./folder";

export default removeFolders;
