/** What a comment inside a command block is to the reader of the procedure. */
export type CommentRole =
  | { kind: 'step'; number: string; title: string }
  | { kind: 'option'; title: string }
  | { kind: 'or' }
  | { kind: 'platform'; platform: string }
  | { kind: 'expected-header' }
  | { kind: 'note'; text: string }
  | { kind: 'bullet'; text: string }
  | { kind: 'title'; text: string }

const STEP = /^(?:step\s+)?(\d{1,2}(?:\.\d{1,2})*)(?:[.):]\s+|\s+[-–—]\s+)(\S.*)$/i
const NAMED_STEP = /^step\s+(\d{1,2}(?:\.\d{1,2})*)\s*[:.-]?\s*(.*)$/i
const OPTION = /^(?:option|alternative|method|approach)\s+(?:\d+|[A-Z])\b\s*[:.)-]?\s*(.*)$/i
const OR = /^or\b[\s,:.]*$/i
const NAMES =
  'docker(?:[ -]compose)?|kubernetes|k8s|systemd|linux|macos|mac os|osx|ubuntu\\/debian|debian\\/ubuntu|debian|ubuntu|rhel\\/centos|centos\\/rhel|centos|rhel|fedora|alpine|windows|helm|openshift|podman|containerd|cri-o|bare metal|nomad|ecs'
const PLATFORM = new RegExp(
  `^(?:(?:if |for |on |using |with |via |in )?(?:using |with )?)(${NAMES})(?:\\/(?:${NAMES}))*(?:-based)?` +
    '(?: (?:clusters?|nodes?|hosts?|systems?|deployments?|environments?|installations?|users?))?' +
    '(?:\\s*\\([^()]*\\))?\\s*(?:(?::|\\s[-–—]\\s)\\s*(.*))?$',
  'i',
)
/** `Test DNS (Docker)`: what is done, and on which platform. */
const PLATFORM_BEHIND = new RegExp(`^(\\S.{0,100}?)\\s*(?:\\((?:on |using |with |via )?(${NAMES})\\))$`, 'i')
const NOTE =
  /^(?:note|record|compare(?: with)?|decision|watch(?: for)?|look for|ensure|warning|caution|danger|important|tip|example|wait|monitor)\b\s*:?/i

/**
 * Reads one comment. Expectations are read elsewhere (`isExpectation`), because they need the command before them;
 * here only a bare header such as "Expected output:" is told apart, whose value stands in the comments below it.
 *
 * @param text the comment without its sign, trimmed
 */
export function readComment(text: string): CommentRole {
  if (OR.test(text)) return { kind: 'or' }
  if (/^expected(?: \w+)?:\s*$/i.test(text)) return { kind: 'expected-header' }
  const step = STEP.exec(text) ?? NAMED_STEP.exec(text)
  if (step) return { kind: 'step', number: step[1]!, title: step[2]!.trim() || text }
  if (OPTION.test(text)) return { kind: 'option', title: text }
  const platform = PLATFORM.exec(text)
  if (platform) return { kind: 'platform', platform: canonicalPlatform(platform[1]!) }
  if (/^[-*•]\s+\S/.test(text)) return { kind: 'bullet', text: text.replace(/^[-*•]\s+/, '') }
  if (NOTE.test(text)) return { kind: 'note', text }
  return { kind: 'title', text }
}

/** A title that ends in the name of a platform in parentheses; alone it says nothing, beside its like it is a variant. */
export function platformBehind(text: string): { title: string; platform: string } | undefined {
  const match = PLATFORM_BEHIND.exec(text)
  return match ? { title: match[1]!, platform: canonicalPlatform(match[2]!) } : undefined
}

/** The platform that a heading or a label names and nothing else: `Docker Compose`, `For Kubernetes`. */
export function platformNamed(title: string): string | undefined {
  const role = readComment(title.replace(/[:.\s]+$/, ''))
  return role.kind === 'platform' ? role.platform : undefined
}

/** `K8s` and `Kubernetes` are one platform, as are the spellings of Docker Compose. */
export function canonicalPlatform(name: string): string {
  const plain = name.toLowerCase().replace(/[ -]+/g, ' ')
  if (plain === 'cri o') return 'cri-o'
  if (plain === 'k8s') return 'kubernetes'
  if (plain === 'docker compose') return 'docker'
  if (plain === 'mac os' || plain === 'osx') return 'macos'
  return plain
}
