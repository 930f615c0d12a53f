/** Checks of numbers that have check digits. All take what a person wrote, spaces and all. */

/** An IBAN (ISO 13616) without its spaces. */
export function tidyIban(text: string): string {
  return text.replace(/\s/g, '').toUpperCase()
}

/** Whether the check digits of an IBAN are right (ISO 7064, MOD 97-10). */
export function isIban(text: string): boolean {
  const iban = tidyIban(text)
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false
  let rest = 0
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = /\d/.test(char) ? char : String(char.charCodeAt(0) - 55)
    for (const digit of value) rest = (rest * 10 + Number(digit)) % 97
  }
  return rest === 1
}

/** As XRechnung wants it (BR-DE-28): one @, at least two characters on both sides, no dot or space beside it. */
export function isEmail(text: string): boolean {
  return /^[^@\s.](?:[^@\s]*[^@\s.])?@[^@\s.](?:[^@\s]*[^@\s.])$/.test(text) && (text.split('@')[0]?.length ?? 0) >= 2
}

/**
 * Whether an identifier keeps the rule of its scheme (EAS code list), as far as Peppol checks it: 0088 GLN (R040), 0192
 * Norway (R041), 0184 Denmark (R042), 0208 Belgium (R043), 0007 Sweden (R049), 0151 Australia (R050).
 */
export function isSchemeId(scheme: string, id: string): boolean {
  switch (scheme) {
    case '0088':
      return /^\d{8,14}$/.test(id) && weighted(id.slice(0, -1), (i) => 1 + ((i + 1) % 2) * 2, 10) === Number(id.at(-1))
    case '0192':
      return /^\d{9}$/.test(id) && weighted(id.slice(0, -1), (i) => (i % 6) + 2, 11) === Number(id.at(-1))
    case '0184':
      return /^(DK)?\d{8}$/.test(id)
    case '0208':
      return /^[01]\d{9}$/.test(id) && 97 - (Number(id.slice(0, 8)) % 97) === Number(id.slice(8))
    case '0007':
      return /^\d{10}$/.test(id) && luhn(id)
    case '0151':
      return /^\d{11}$/.test(id) && australian(id)
    default:
      return /^\S+( \S+)*$/.test(id)
  }
}

/** The digit that fills a weighted sum up to a multiple. @param weightOf by position from the right */
function weighted(digits: string, weightOf: (fromRight: number) => number, modulus: number): number {
  let sum = 0
  for (const [i, digit] of digits.split('').toReversed().entries()) sum += Number(digit) * weightOf(i)
  return (modulus - (sum % modulus)) % modulus
}

function luhn(digits: string): boolean {
  let sum = 0
  for (const [i, digit] of digits.split('').toReversed().entries()) {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}

function australian(digits: string): boolean {
  const weights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
  const sum = weights.reduce((total, weight, i) => total + weight * (Number(digits[i]) - (i === 0 ? 1 : 0)), 0)
  return sum % 89 === 0
}

/** Schemes of the EAS code list that Peppol carries; `EM`, an e-mail address, is in the standard's list only. */
const peppolSchemes = new Set(
  (
    '0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 0158 0170 0177 0183 0184 0188 0190 0191 0192 ' +
    '0193 0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211 0212 0213 0215 0216 0217 0218 0221 ' +
    '0225 0230 0235 0240 0244 9910 9913 9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 ' +
    '9933 9934 9935 9936 9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959'
  ).split(' '),
)

/** Younger than the list of the library that writes the documents: it would refuse an invoice that is issued already. */
const unwritableSchemes = new Set('0147 0158 0170 0194 0203 0205 0217 0225 0240 0244'.split(' '))

export function isWritableScheme(scheme: string): boolean {
  return !unwritableSchemes.has(scheme)
}

export function isPeppolScheme(scheme: string): boolean {
  return peppolSchemes.has(scheme)
}

export function isAddressScheme(scheme: string): boolean {
  return scheme === 'EM' || isPeppolScheme(scheme)
}
