import { expect, test } from 'vitest'
import { formFaults } from '../../../src/renderer/features/earnings/form-faults.ts'
import { Buyer, Seller } from '../../../src/shared/domain/invoice.ts'

test('a form says of each field what is wrong with it, and of no other', () => {
  const buyer = { address: { country: 'DE' }, electronicAddress: { scheme: 'iso6523', id: '1' }, vatId: 'D'.repeat(31) }
  expect(formFaults(Buyer.safeParse(buyer).error?.issues ?? [])).toEqual([
    { path: 'vatId', message: 'At most 30 characters.' },
    { path: 'electronicAddress.scheme', message: 'At most 4 characters.' },
  ])
  const seller = { address: { country: 'DEU' }, series: '2026#', account: { bic: 'B'.repeat(21) } }
  expect(formFaults(Seller.safeParse(seller).error?.issues ?? [])).toEqual([
    { path: 'address.country', message: 'Two letters, such as DE.' },
    { path: 'account.bic', message: 'At most 20 characters.' },
    { path: 'series', message: 'Letters, digits, / _ . and - only.' },
  ])
})
