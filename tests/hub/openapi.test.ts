import { beforeAll, expect, it } from 'vitest'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { address } from '../support/hub/test-desk.ts'

type Operation = {
  parameters?: { name?: string; $ref?: string }[]
  security?: object[]
  responses: Record<string, unknown>
}
type Document = {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { securitySchemes: object; parameters: object }
}

hubForFile()
let document: Document
beforeAll(async () => {
  document = (await (await hub.fetch(new Request(`${address}/openapi.json`))).json()) as Document
})

it('describes every path of the contract, and the files and uploads beside it, as OpenAPI 3.1', () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  expect(document.info).toMatchObject({ title: 'Understudy hub', version: '0.0.0-test' })
  const found = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  )
  expect(found.toSorted()).toEqual([
    'delete /v1/uploads/{id}',
    'get /v1/feed',
    'get /v1/files/{sha256}',
    'get /v1/hub',
    'head /v1/files/{sha256}',
    'head /v1/uploads/{id}',
    'patch /v1/uploads/{id}',
    'post /v1/enrol',
    'post /v1/operations',
    'post /v1/uploads',
    'put /v1/files/{sha256}',
  ])
})

it('says what must be sent along: the protocol version, and a token where one is needed', () => {
  const protocol = { $ref: '#/components/parameters/protocol' }
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item)) {
      const open = path === '/v1/hub'
      expect(operation.parameters?.some((parameter) => parameter.$ref === protocol.$ref) ?? false).toBe(!open)
      expect(operation.security).toEqual(open || path === '/v1/enrol' ? undefined : [{ device: [] }])
    }
  }
  expect(document.components).toMatchObject({ securitySchemes: { device: { scheme: 'bearer' } } })
})

it('names the errors of each call, and promises of the feed what the contract promises', () => {
  expect(Object.keys(document.paths['/v1/enrol']?.['post']?.responses ?? {})).toEqual(
    expect.arrayContaining(['200', '401', '404', '409', '410', '413', '426', '429']),
  )
  expect(document.paths['/v1/feed']?.['get']?.responses['200']).toMatchObject({
    content: { 'application/jsonl': { schema: { type: 'string' } } },
  })
})

it('holds no reference that leads nowhere', () => {
  const lost: string[] = []
  for (const [, path = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = path
      .split('/')
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document)
    if (target === undefined) lost.push(path)
  }
  expect(lost).toEqual([])
})
