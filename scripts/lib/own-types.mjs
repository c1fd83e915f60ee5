// node own-types.mjs FOLDER: what the compiler says of the TypeScript in a folder with a tsconfig.json; nothing when all is well. The files
// elsewhere that it imports are read, and not checked once more.
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(process.argv[2]);
const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const program = ts.createProgram(fileNames, options);
const found = fileNames.flatMap((name) => {
  const file = program.getSourceFile(name);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
});
const all = [...errors, ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...found];
process.stdout.write(
  ts.formatDiagnostics(all, {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  }),
);
if (fileNames.length === 0) process.stdout.write(`no TypeScript in ${root}\n`);
