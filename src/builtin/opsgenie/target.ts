import type { AlertTarget } from '../../component/alert-command.ts'
import { alertKey } from '../../component/alert-key.ts'

/** The alert that a path names; `?identifierType=` says by what, an identifier of ours if it says nothing. */
export function targetOf(identifier: string, query: URLSearchParams): AlertTarget | undefined {
  switch ((query.get('identifierType') || 'id').toLowerCase()) {
    case 'id':
      return { by: 'id', value: identifier }
    case 'alias':
      return { by: 'key', value: alertKey(identifier) }
    case 'tiny':
      return /^\d{1,15}$/.test(identifier) ? { by: 'number', value: Number(identifier) } : undefined
    default:
      return undefined
  }
}

export const NO_SUCH_TARGET = {
  identifierType: 'It should be one of [id, tiny, alias]; a tiny identifier is a number.',
} as const
