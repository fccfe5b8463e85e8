import { expect, test } from 'vitest'
import { readPage } from '../book/parse/read-page.ts'
import { onlySteps } from './only-steps.ts'

const fence = (command: string) => `\n\n   \`\`\`bash\n   ${command}\n   \`\`\`\n\n`
const PAGE = readPage(
  'worker.md',
  `# Worker\n\n## Restart\n\n**Steps**:\n\n1. Stop it.${fence('bin/stop')}2. Start it.${fence('bin/start')}**Verification**:\n\n1. Look.${fence('bin/status')}`,
)
const procedure = PAGE.procedures[0]!
const commandsOf = (page: typeof PAGE) => {
  const { steps, verification } = page.procedures[0]!
  return [...steps, ...verification].flatMap(({ commands }) => commands.map(({ text }) => text))
}

test('a page with some of its steps has these, in its own order, and nothing else', () => {
  const all = [...procedure.steps, ...procedure.verification]
  expect(commandsOf(PAGE)).toEqual(['bin/stop', 'bin/start', 'bin/status'])
  const rest = onlySteps(PAGE, procedure.id, [all[2]!.id, all[0]!.id])
  expect(typeof rest === 'string' ? rest : commandsOf(rest)).toEqual(['bin/stop', 'bin/status'])
})

test('a step that is not there is named', () =>
  expect(onlySteps(PAGE, procedure.id, [procedure.steps[0]!.id, 'nothing'])).toBe('nothing'))
