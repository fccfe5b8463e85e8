/** What a request asks of a server, by its method, its path and what is sent with it. */
import { OPEN } from '../parse/placeholders.ts'
import type { Call, Verdict } from './risk-rule.ts'
import { changes, destroys, isWorse, unsure } from './risk-rule.ts'

/** Ends of paths that answer a question although they are sent with POST. */
const QUESTION =
  /\/(?:_search|_msearch|_count|_mget|_analyze|_explain|_validate\/query|api\/v1\/(?:query|query_range|series|labels))(?:[/?'"\s]|$)/
const DELETING_PATH =
  /\/(?:_delete_by_query|delete_series|clean_tombstones|_?(?:delete|purge|drop|destroy|wipe|truncate|reset|shutdown))(?:[/?'"\s]|$)/i

/** Options that send a body, that write a file and that make curl do what this reader does not follow. */
const CURL_SENDS = /^(?:-d|-F|--data(?:-.*)?|--dat|--json|--form(?:-.*)?)$/
const CURL_WRITES =
  /^(?:-O|-J|--remote-(?:name.*|header-name|time)|--output-dir|--create-file-mode|--trace(?:-ascii)?|--stderr|--etag-save|--hsts|--alt-svc|--libcurl|--ssl-sessions)$/
const CURL_HIDES = /^(?:-K|--config|-Q|--quote|--prequote|--postquote|--mail-.*|--ftp-create-dirs|--engine|--variable)$/
const PRINTED = /^(?:-|\/dev\/(?:null|stdout|stderr))$/

/** A statement of SQL on its way to a database that answers requests: `?query=DROP+TABLE+orders`. */
const STATEMENT =
  /(?:^|[=;&\s"'])(?:drop|delete|insert|alter|create|truncate|kill|grant|revoke|update|optimize|system)(?:\+|%20|\s)/i

/** Pages that do something when they are asked for, whatever the method. */
const ACTING_PATH =
  /\/(?:reload|restart|stop|start|shutdown|quit\w*|exit|kill|reset\w*|flush\w*|purge|delete|drop|drain\w*|trigger|execute|deploy|enable|disable|rotate|clear|invoke|toggle|abort|suspend|resume)(?=[/?'"\s]|$)/i

export function judgeCurl({ flags, operands }: Call): Verdict | undefined {
  const given = (...names: string[]) => flags.filter((flag) => names.includes(flag.name))
  const urls = [...operands, ...given('--url').flatMap((flag) => (flag.value ? [flag.value] : []))]
  const names = flags.map((flag) => flag.name)
  if (names.some((name) => CURL_HIDES.test(name))) return unsure('takes what it does from its options or a file')
  if (urls.some(({ value }) => /^(?!https?:|ftps?:|file:)[a-z]+:\/\//i.test(value)))
    return unsure('speaks another language than that of the web')
  const sends = names.some((name) => CURL_SENDS.test(name))
  const uploads = given('-T', '--upload-file').length > 0
  const asked = given('-X', '--request').map((flag) => flag.value?.value.toUpperCase() ?? '')
  const plain = given('-G', '--get', '-I', '--head').length > 0 && !names.includes('--next') && !names.includes('-:')
  const methods = asked.length > 0 ? asked : [plain ? 'GET' : sends ? 'POST' : uploads ? 'PUT' : 'GET']
  if (uploads && asked.length > 0) methods.push('PUT')
  if (sends && names.some((name) => name === '--next' || name === '-:')) methods.push('SEND')
  const url = urls.map((word) => word.value).join(' ')
  const verdicts = methods.flatMap((method) => judgeMethod(method, url) ?? [])
  if ([...urls, ...flags.flatMap(({ value }) => value ?? [])].some(({ value }) => STATEMENT.test(value)))
    verdicts.push(unsure('sends a statement that may change something'))
  if (given('-w', '--write-out').some(({ value }) => value?.value.includes('%output{')))
    verdicts.push(changes('writes a file'))
  const written = given('-o', '--output', '-c', '--cookie-jar', '-D', '--dump-header').some(
    (flag) => flag.value && !PRINTED.test(flag.value.value),
  )
  if (written || names.some((name) => CURL_WRITES.test(name))) verdicts.push(changes('writes a file'))
  return verdicts.reduce<Verdict | undefined>(
    (worst, verdict) => (worst && !isWorse(verdict.effect, worst.effect) ? worst : verdict),
    undefined,
  )
}

/** `http POST url`; `http url name=value` sends as well. */
export function judgeHttpie({ operands, hasInput }: Call): Verdict | undefined {
  const [first, ...rest] = operands.map((word) => word.value)
  const method = /^[A-Za-z]+$/.test(first ?? '') && rest.length > 0 ? (first as string).toUpperCase() : undefined
  const sends = rest.some((item) => /^[^:/?=@]+(?::?=|@)/.test(item) && !/^[^=]+==/.test(item))
  return judgeMethod(method ?? (sends || hasInput ? 'POST' : 'GET'), operands.map((word) => word.value).join(' '))
}

function judgeMethod(method: string, url: string): Verdict | undefined {
  if (method.includes(OPEN)) return unsure('sends a request whose method is not fixed')
  if (method === 'DELETE') return destroys('deletes on the server')
  if (/^(?:GET|HEAD|OPTIONS|TRACE|PROPFIND|REPORT|SEARCH|QUERY)$/.test(method))
    return method === 'GET' && ACTING_PATH.test(url) ? unsure('asks for a page that may do something') : undefined
  if (!/^[A-Z]+$/.test(method)) return unsure('sends a request whose method is not fixed')
  if (DELETING_PATH.test(url)) return destroys('asks the server to delete')
  if (method === 'POST' && !url.includes('..') && QUESTION.test(url)) return undefined
  if (!/^(?:POST|PUT|PATCH|MOVE|COPY|LOCK|MKCOL|PURGE|BAN|UNLOCK|SEND)$/.test(method))
    return unsure(`sends a ${method} request`)
  return changes(method === 'SEND' ? 'sends data to a server' : `sends a ${method} request`)
}
