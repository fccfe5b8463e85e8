import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'
import { writeBook } from './small-book.ts'

let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a place where no record can be written is named, and is no bug of opsbook', async () => {
  folder = writeBook({ 'page.md': '# Disk\n\n## Look\n\n```bash\ndate\n```\n', 'a-file': '' })
  mkdirSync(join(folder, '.git'))
  const env = { HOME: folder, OPSBOOK_RUNS: join(folder, 'a-file', 'runs') }
  const { code, stdout, stderr } = await opsbook(['run', '--auto', '--trust', 'page.md#look'], { cwd: folder, env })
  expect(stdout).toBe('')
  expect(stderr).toMatch(/error\[file-system\].*a-file/s)
  expect(stderr).toContain('OPSBOOK_RUNS')
  expect(stderr).not.toContain('bug')
  expect(code).toBe(1)
})
