/** Which labels of an alert give which parameters of a procedure. */
import { type LabelSet, labelOf } from '../../../kit/label-set.ts'
import type { Page, Parameter, Procedure, Step } from '../../../runbook/book/page.ts'
import { readDeclarations } from '../../../runbook/plan/declared-parameter.ts'
import { alertLabel, canonicalName, isSecretName, parameterName } from '../../../runbook/plan/parameter-name.ts'
import type { Binding } from './suggestion.ts'

/**
 * The author's word counts first (`from: alert.labels.pod`, `<value of pod label from alert>`), then the same name, then names that
 * differ in a word that says nothing: `<pod-name>` and `pod`. A secret is never taken from an alert.
 */
export function bindLabels(
  page: Page,
  procedure: Procedure,
  labels: LabelSet,
): { bindings: Binding[]; open: string[] } {
  const { parameters: declared } = readDeclarations(page.metadata.frontMatter)
  const names = new Map(Object.keys(labels).map((label) => [canonicalName(label), label]))
  const wanted = new Map<string, Parameter>()
  for (const parameter of parametersOf(procedure)) {
    const name = parameterName(parameter)
    if (!wanted.has(name)) wanted.set(name, parameter)
  }
  const bindings: Binding[] = []
  const open: string[] = []
  for (const [name, parameter] of wanted) {
    const own = declared.get(name)
    const said = [own?.alertLabel, alertLabel(parameter.name)].filter((each) => each !== undefined).map(canonicalName)
    const sure = [...said, name].find((each) => names.has(each))
    const loose = sure ?? looseNames(name).find((each) => names.has(each))
    if (loose === undefined || own?.secret || isSecretName(name)) {
      if (own?.default === undefined) open.push(name)
      continue
    }
    const label = names.get(loose)!
    bindings.push({ parameter: name, label, value: labelOf(labels, label), sure: sure !== undefined })
  }
  return { bindings, open }
}

/** `pod_name` → `pod`; `service` → `service_name`; `ns` is what everybody types for a namespace. */
function looseNames(name: string): string[] {
  const bare = name.replace(/_(?:name|id)$|^(?:the|your|affected|target|failing|my)_/g, '')
  const short: Readonly<Record<string, string>> = {
    ns: 'namespace',
    svc: 'service',
    host: 'instance',
    node: 'instance',
    hostname: 'instance',
  }
  return [bare, `${bare}_name`, ...(Object.hasOwn(short, bare) ? [short[bare]!] : [])].filter((each) => each !== name)
}

function parametersOf({ steps, verification, rollback }: Procedure): Parameter[] {
  const all = (some: readonly Step[]): Parameter[] =>
    some.flatMap((step) => [...step.parameters, ...(step.alternatives ?? []).flatMap((each) => all(each.steps))])
  return [...all(steps), ...all(verification), ...all(rollback)]
}
