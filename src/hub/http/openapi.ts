import { type OpenAPI, OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { hubContract, PROTOCOL_HEADER } from '../../shared/contract/hub.ts'

/** OpenAPI 3.1 of everything this hub serves, from the contract; the files, which are plain HTTP, are added by hand. */
export async function openApiDocument(version: string): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(hubContract, {
    info: {
      title: 'Understudy hub',
      version,
      description:
        'What a desk and a hub say to each other. Ids are UUIDv7, instants are milliseconds since 1970 in UTC, money is in minor units.',
    },
    components: {
      securitySchemes: { device: { type: 'http', scheme: 'bearer', description: 'The token of an enrolled device.' } },
      parameters: {
        protocol: {
          name: PROTOCOL_HEADER,
          in: 'header',
          required: true,
          description: 'The version of the protocol that the desk speaks. Answered with 426 where the hub does not.',
          schema: { type: 'integer', minimum: 1 },
        },
      },
    },
  })
  const paths: OpenAPI.PathsObject = { ...document.paths, '/v1/files/{sha256}': filePaths, ...uploadPaths }
  for (const [path, item] of Object.entries(paths)) {
    if (item === undefined || path === '/v1/hub') continue
    for (const operation of [item.get, item.post, item.put, item.head, item.patch, item.delete]) {
      if (operation === undefined) continue
      operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/protocol' }]
      if (path !== '/v1/enrol') operation.security = [{ device: [] }]
    }
  }
  return { ...document, paths }
}

const hash: OpenAPI.ParameterObject = {
  name: 'sha256',
  in: 'path',
  required: true,
  description: 'SHA-256 of the file in lower-case hex.',
  schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
}
const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } as const

const filePaths: OpenAPI.PathItemObject = {
  get: {
    operationId: 'getFile',
    summary: 'Fetch a file, or a range of it (RFC 9110 §14)',
    tags: ['files'],
    parameters: [hash, { name: 'range', in: 'header', schema: { type: 'string' } }],
    responses: {
      200: { description: 'The file', content: bytes },
      206: { description: 'A range of the file', content: bytes },
      401: { description: 'Not signed in' },
      404: { description: 'No such file for this expert' },
      416: { description: 'The range lies outside the file' },
      426: { description: 'Another version of the protocol' },
    },
  },
  head: {
    operationId: 'hasFile',
    summary: 'Ask whether a file is there',
    tags: ['files'],
    parameters: [hash],
    responses: { 200: { description: 'It is there' }, 404: { description: 'No such file for this expert' } },
  },
  put: {
    operationId: 'putFile',
    summary: 'Hand in a file; twice is the same as once',
    tags: ['files'],
    parameters: [hash],
    requestBody: { required: true, content: bytes },
    responses: {
      200: { description: 'It was there already' },
      201: { description: 'Kept' },
      401: { description: 'Not signed in' },
      413: { description: 'Larger than this hub takes' },
      422: { description: 'The bytes do not have this SHA-256' },
      429: { description: 'Too many requests, or no room for it just now' },
      426: { description: 'Another version of the protocol' },
    },
  },
}

const uploadId: OpenAPI.ParameterObject = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const offset = { name: 'upload-offset', in: 'header', required: true, schema: { type: 'integer' } } as const
const noUpload = { description: 'No such upload for this expert' }

/** The tus protocol 1.0; every request carries `tus-resumable: 1.0.0`. */
const uploadPaths: OpenAPI.PathsObject = {
  '/v1/uploads': {
    post: {
      operationId: 'beginUpload',
      summary: 'Begin to hand in a large file (tus 1.0 creation); upload-metadata names its sha256',
      tags: ['files'],
      parameters: [{ name: 'upload-length', in: 'header', required: true, schema: { type: 'integer' } }],
      responses: {
        201: { description: 'Begun, or begun before; location says where' },
        401: { description: 'Not signed in' },
        413: { description: 'Larger than this hub takes' },
        429: { description: 'Too many unfinished uploads, or no room for it just now' },
      },
    },
  },
  '/v1/uploads/{id}': {
    head: {
      operationId: 'askUpload',
      summary: 'Ask how many bytes the hub has (upload-offset)',
      tags: ['files'],
      parameters: [uploadId],
      responses: { 200: { description: 'upload-offset and upload-length say it' }, 404: noUpload },
    },
    patch: {
      operationId: 'addToUpload',
      summary: 'Add bytes; what arrived of a request that broke off is kept',
      tags: ['files'],
      parameters: [uploadId, offset],
      requestBody: {
        required: true,
        content: { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        204: { description: 'Kept; upload-offset says how far it is' },
        404: noUpload,
        409: { description: 'The upload stands elsewhere: ask, and go on from there' },
        422: { description: 'It is whole and does not have its SHA-256; nothing of it was kept' },
      },
    },
    delete: {
      operationId: 'dropUpload',
      summary: 'Give an unfinished upload up',
      tags: ['files'],
      parameters: [uploadId],
      responses: { 204: { description: 'Gone' }, 404: noUpload },
    },
  },
}
