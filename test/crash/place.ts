import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Folders of a server and its book, whose alerts go to the receiver one by one and at once. */
export function placeOf(receiver: string) {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-kill-'))
  // A database of its own user has to get through.
  chmodSync(folder, 0o711)
  for (const name of ['book', 'home']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'book', 'README.md'), '# Shop\n\n## Look\n\n```bash\nuptime\n```\n')
  writeFileSync(
    join(folder, 'book', 'opsbook.yaml'),
    `alerting:
  route: { receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 4h }
  receivers: [{ name: hook, webhook_configs: [{ url: '${receiver}' }] }]
`,
  )
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, book: join(folder, 'book'), data: join(folder, 'data'), home: join(folder, 'home') }
}
