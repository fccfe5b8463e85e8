/** The description of our own API (OpenAPI 3.1), made from the same declarations the server mounts. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Access, Route } from '../kit/route.ts'

const PROBLEM = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string', description: 'Stable; the same words in every answer of its kind' },
    message: { type: 'string' },
    hint: { type: 'string' },
    at: { type: 'string', description: 'Where in the request' },
  },
}

/** Describes the routes below `/api/v1`; other tools' contracts are described by those tools. */
export function describeApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes.filter(({ path }) => path.startsWith('/api/v1/'))) {
    const path = route.path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Opsbook', version },
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-opsbook' },
      },
    },
  }
}

function operation({ summary, path, access, body, query, answers = {} }: Route): object {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
  const inPath = (path.endsWith('/*') ? [...names, 'rest'] : names).map((name) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }))
  return {
    summary,
    ...securityOf(access),
    parameters: [...inPath, ...queryParameters(query)],
    ...(body ? { requestBody: { required: true, content: json(schemaOf(body, 'input')) } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [
          status,
          { description: 'Done', content: json(schemaOf(schema, 'output')) },
        ]),
      ),
      default: { description: 'Refused', content: json({ $ref: '#/components/schemas/Problem' }) },
    },
  }
}

const json = (schema: object) => ({ 'application/json': { schema } })

const securityOf = (access: Access): object => {
  if (access.kind !== 'user') return access.kind === 'public' ? { security: [] } : { security: [{ token: [] }] }
  return { security: [{ token: [] }, { session: [] }], 'x-permission': access.permission }
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (!query) return []
  const schema = schemaOf(query, 'input') as { properties?: Record<string, object>; required?: string[] }
  return Object.entries(schema.properties ?? {}).map(([name, each]) => ({
    ...{ name, in: 'query', required: schema.required?.includes(name) ?? false, schema: each },
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >
  // What refers to itself does so from its own root, not from that of the whole description.
  return '$defs' in rest
    ? {
        $id: `urn:opsbook:schema:${createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 16)}`,
        ...rest,
      }
    : rest
}
