#!/usr/bin/env node
// Runs the program in the package for this platform, with the same arguments, input and output. Passes signals on, and ends as
// the program ends.
'use strict';

const { spawn } = require('node:child_process');
const { homepage, optionalDependencies, version } = require('../package.json');

const platform = `${process.platform}-${process.arch}`;
const name = `vestibule-server-${platform}`;

function fail(message) {
  console.error(`vestibule-server: ${message}`);
  process.exit(1);
}

if (!(name in optionalDependencies)) {
  const platforms = Object.keys(optionalDependencies).map((each) => each.replace('vestibule-server-', ''));
  fail(`there is no program for ${platform}, only for ${platforms.join(', ')}. To build one, see ${homepage}`);
}

let program;
try {
  program = require.resolve(`${name}/bin/vestibule`);
} catch {
  fail(
    `the package ${name} is missing. Install it with: npm install ${name}@${version}\n` +
      'It is an optional dependency: --omit=optional leaves it out, and so do node_modules that come from another platform.',
  );
}

const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
child.on('error', (error) => fail(`${program} cannot be run: ${error.message}`));

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
// With Ctrl-C the terminal sends the signal to the program as well. A second one changes nothing.
const pass = (signal) => child.kill(signal);
for (const signal of signals) process.on(signal, pass);

// npx starts this file through a shell, and sends its own signals to that shell, which ends without passing them on.
if (process.env.npm_lifecycle_event === 'npx') {
  const shell = process.ppid;
  setInterval(() => process.ppid === shell || child.kill(), 200).unref();
}

child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code);
  for (const each of signals) process.off(each, pass);
  process.kill(process.pid, signal);
});
