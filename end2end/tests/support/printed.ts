// The files that the guide for single-page applications prints, and the programs of its APIs.

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import express from 'express';
import type { Credentials } from './people';
import { freePort } from './server';
import { words } from './words';

const GUIDE = 'single-page-applications';
const GUIDES = join(__dirname, '../../../docs/applications');
const MODULES = join(__dirname, '../../node_modules');
const PYTHON = join(__dirname, '../../../target/guides/bin/python');
const STARTS_WITHIN = 30_000;

/** The text of a guide, or of one of its sections. */
async function guide(name: string, section?: string): Promise<string> {
  const page = await readFile(join(GUIDES, `${name}.md`), 'utf8');
  if (!section) return page;
  const found = page.split('\n## ').find((part) => part.startsWith(`${section}\n`));
  if (!found) throw new Error(`${name}.md has no section ${section}`);
  return found;
}

/** The code blocks of a guide that name a file in their first line, by that file. */
async function files(name: string, section?: string): Promise<Map<string, string>> {
  const blocks = (await guide(name, section)).matchAll(/\n```(?:jsx?|html|python)\n(?:\/\/|<!--|#) (\S+)[^\n]*\n([^]*?)\n```/g);
  return new Map([...blocks].map(([, file, code]) => [file!, `${code!}\n`]));
}

/** The commands of a section, each in one line, as a shell would split them. */
export async function commands(section: string): Promise<string[][]> {
  const [, block] = /\n```sh\n([^]*?)\n```/.exec(await guide(GUIDE, section)) ?? [];
  if (!block) throw new Error(`there are no commands in ${section}`);
  return block.replaceAll(/\\\n\s*/g, '').split('\n').map((line) => line.split(' '));
}

/** A Vite project with the files of a section, in a folder of its own; build() writes the site that it serves. */
export class Site {
  private constructor(readonly folder: string) {}

  static async of(section: string): Promise<Site> {
    const site = new Site(await mkdtemp(join(tmpdir(), 'vestibule-site-')));
    await symlink(MODULES, join(site.folder, 'node_modules'));
    for (const [name, code] of await files(GUIDE, section)) await site.write(/\.jsx?$/.test(name) ? `src/${name}` : name, code);
    return site;
  }

  /** Adds a file of another guide. */
  async add(name: string, guide: string): Promise<void> {
    const code = (await files(guide)).get(name);
    if (!code) throw new Error(`${guide}.md has no ${name}`);
    await this.write(name, code);
  }

  /** Adds what `npm create vite` writes for React. `component`: the one that its page shows. */
  async asReact(component: string): Promise<Site> {
    const config = "import { defineConfig } from 'vite';\nimport react from '@vitejs/plugin-react';\nexport default defineConfig({ plugins: [react()] });\n";
    await this.write('vite.config.mjs', config);
    const page = '<!doctype html><html lang="en"><title>Journal</title><link rel="icon" href="data:,"><body><div id="root"></div>';
    await this.write('index.html', `${page}<script type="module" src="/src/main.jsx"></script></body></html>`);
    const main = (await files(GUIDE)).get('main.jsx')!;
    await this.write('src/main.jsx', main.replaceAll('Journal', component));
    return this;
  }

  /** Builds the site, with the addresses that the environment names. */
  async build(environment: Record<string, string>): Promise<void> {
    const vite = [join(MODULES, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
    await promisify(execFile)(process.execPath, vite, { cwd: this.folder, env: { ...process.env, ...environment } });
  }

  get handler(): RequestListener {
    return express().use(express.static(join(this.folder, 'dist')));
  }

  delete(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  private async write(name: string, text: string): Promise<void> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** A running program. */
export interface Program {
  url: string;
  stop(): void;
}

/** Starts a program of a folder, once it serves: one in `.mjs` with Node, one in `.py` with uvicorn. */
export async function start(folder: string, file: string, environment: Record<string, string>): Promise<Program> {
  const port = environment['PORT'] ?? String(await freePort());
  const isPython = file.endsWith('.py');
  if (isPython && !existsSync(PYTHON)) throw new Error(`${PYTHON} is missing: run scripts/setup/guides.sh`);
  const program = isPython ? PYTHON : process.execPath;
  const args = isPython ? ['-m', 'uvicorn', '--port', port, `${file.slice(0, -3)}:app`] : [file];
  const env = { ...process.env, ...environment, PORT: port };
  const running = spawn(program, args, { cwd: folder, env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + STARTS_WITHIN;
  while (!(await fetch(url).catch(() => undefined))) {
    if (Date.now() > deadline || running.exitCode !== null) {
      running.kill();
      throw new Error(`${file} does not serve`);
    }
    await pause(20);
  }
  return { url, stop: () => running.kill() };
}

/** Passes requests on to a program, as they are. */
export function forwarding(to: string): RequestListener {
  return (asked, answered) => {
    const { method, headers } = asked;
    const onward = request(new URL(asked.url ?? '/', to), { method: method ?? 'GET', headers }, (answer) => {
      answered.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(answered);
    });
    onward.on('error', () => answered.destroy());
    asked.pipe(onward);
  };
}

/** Fills in the sign-in page of Vestibule. */
export async function signIn(page: Page, { username, password }: Credentials): Promise<void> {
  await page.getByLabel(words('Username or email')).fill(username);
  await page.getByLabel(words('Password')).fill(password);
  await page.getByRole('button', { name: words('Sign in'), exact: true }).click();
}
