/** Before all test files: the package is packed and installed. */
import { publish } from "./folder";

export default publish;
