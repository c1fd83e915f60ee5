#!/usr/bin/env node
import { commands } from './commands.js';
import { runProgram } from './program.js';

/** What an interrupted command had begun, and has no way to take back, may hold the process open so long. Milliseconds. */
const LEFT_MS = 1_000;

process.exitCode = await runProgram(commands, process.argv);
if (process.exitCode === 130) setTimeout(() => process.exit(), LEFT_MS).unref();
