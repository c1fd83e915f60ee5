#!/usr/bin/env node
import { commands } from './commands.js';
import { runProgram } from './program.js';

process.exitCode = await runProgram(commands, process.argv);
