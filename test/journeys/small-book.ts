/** A small operations folder in a temporary place: enough of everything for the commands to have something to say. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const RUNBOOK = `# Runbook — orders

**Owner**: team-orders

## Restart the worker

**When**: the queue grows and no order is shipped

\`\`\`bash
# 1. Look at the queue
queuectl status
# 2. Restart the worker
systemctl restart orders-worker
# 3. Verify health
curl -s http://localhost:8080/health
# Expected: {"status":"ok"}
\`\`\`

**Expected Time**: < 30 seconds

## Clear the cache

**When**: prices are stale

\`\`\`bash
# 1. Remove cached prices
rm -rf "$CACHE_DIR"/prices
# 2. Ask the owner of <shop-name>
shopctl refresh <shop-name>
\`\`\`

TODO: say how long this takes → ask Zoë

## Contacts

| Role | Contact |
| --- | --- |
| On call | #orders-oncall |
`
const TROUBLE = `# Troubleshooting — orders

| Symptom | Cause | Action |
| --- | --- | --- |
| Connection refused :4222 | broker is down | start the broker |
| Connection refused :8222 | monitor is off | switch the monitor on |

See [the runbook](RUNBOOK.md#restart-the-worker) and [what is gone](GONE.md).
`
/** The closing marker has a word behind it: the one defect with a safe and unique fix. */
const FENCE = `# Drain a node

\`\`\`bash
drainctl start
\`\`\`bash

## Check

Look at the dashboard.
`

export const smallBookFiles: Readonly<Record<string, string>> = {
  'docs/RUNBOOK.md': RUNBOOK,
  'docs/TROUBLESHOOTING.md': TROUBLE,
  'docs/drain.md': FENCE,
}

/** Writes files into a new temporary folder and returns its path; the caller removes it. */
export function writeBook(files: Readonly<Record<string, string | Uint8Array>> = smallBookFiles): string {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-journey-'))
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content)
  }
  return folder
}
