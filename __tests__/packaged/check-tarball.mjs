/** Prints as JSON the problems that Are The Types Wrong and publint find in a tarball: both are ES modules only. */
import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";

const tarball = new Uint8Array(readFileSync(process.argv[2]));
const { problems } = await checkPackage(createPackageFromTarballData(tarball));
const { messages } = await publint({ pack: { tarball: tarball.buffer } });
console.log(JSON.stringify({ types: problems, package: messages }));
