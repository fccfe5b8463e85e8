#!/usr/bin/env node
// Writes docs/codes/ and docs/schema/ from the compiled package. With --check nothing is written, and the exit code
// is 3 when a file is not current. Run it through "npm run docs", which compiles first.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configProblems } from '../dist/app/config-problem.js'
import { configJsonSchema } from '../dist/app/config-schema.js'
import { serverContracts } from '../dist/cli/server-contract.js'
import { oncallFindings } from '../dist/response/oncall/problem/finding.js'
import { rules } from '../dist/runbook/book/lint/rules.js'
import { contracts } from '../dist/runbook/report/contract.js'
import { outputJsonSchemas } from '../dist/runbook/report/json-schemas.js'
import { codeIndex, codePages } from '../dist/runbook/report/rule-page.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')
const json = (value) => `${JSON.stringify(value, null, 2)}\n`

const pages = codePages(rules, { ...configProblems, ...oncallFindings })
const files = new Map([
  ['docs/codes/README.md', codeIndex(pages)],
  ...pages.map(({ id, markdown }) => [`docs/codes/${id}.md`, markdown]),
  ['docs/schema/opsbook.yaml.schema.json', json(configJsonSchema())],
  ...Object.entries(outputJsonSchemas({ ...contracts, ...serverContracts })).map(([name, schema]) => [
    `docs/schema/opsbook.${name}.v1.schema.json`,
    json(schema),
  ]),
])

const read = (file) => {
  try {
    return readFileSync(root + file, 'utf8')
  } catch {
    return undefined
  }
}
const present = ['docs/codes', 'docs/schema'].flatMap((folder) => {
  mkdirSync(root + folder, { recursive: true })
  return readdirSync(root + folder).map((name) => `${folder}/${name}`)
})
const stale = [...files].filter(([file, text]) => read(file) !== text).map(([file]) => file)
const gone = present.filter((file) => /\/(?:RB\d+\.md|opsbook\..*\.schema\.json)$/.test(file) && !files.has(file))

if (check) {
  for (const file of [...stale, ...gone]) process.stderr.write(`not current: ${file} (npm run docs)\n`)
  process.exitCode = stale.length + gone.length > 0 ? 3 : 0
} else {
  for (const file of stale) writeFileSync(root + file, files.get(file))
  for (const file of gone) rmSync(root + file)
  process.stdout.write(`${files.size} files, ${stale.length} written, ${gone.length} removed\n`)
}
