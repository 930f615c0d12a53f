/**
 * What the fonts of our papers have (`resources/fonts`; a test holds it against them), as ranges of code points. What several
 * have is taken from the first. Blanks of those for a single script are left out.
 */
export const paperLetters = {
  Inter:
    '20-7e a0-ac ae-148 14a-1c3 1c5-254 256-27b 27e-284 286-290 292-2a4 2a6-2cc 2ce-2d7 2da 2dc-301 303-304 308-309 ' +
    '323 374-376 37a-37f 384-38a 38c 38e-3a1 3a3-3d7 3dc-3dd 3f0-3f6 3f9-3fa 3fc-479 480-49d 4a0-4ff 52f 1d00 1d0d ' +
    '1d1b 1d43 1d47-1d49 1d4d 1d4f-1d50 1d52 1d56-1d58 1d5b 1d62-1d65 1d9c 1da0 1dbb 1dbf 1e00-1e9b 1e9d-1f15 ' +
    '1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb ' +
    '1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2002 2009 200b 2013-2014 2018-201a 201c-201e 2020 2022 2026 2032-2033 2039-203a ' +
    '2044 20a0-20af 20b1-20b5 20b8-20ba 20bc-20bf 2113 2116 2122 2191 2193 2212 2c7c 2c7f 2dff a69f a7ff feff',
  /** Of this one what the first has too is asked for there first. */
  Beyond:
    '20-7e a0 531-556 559-55f 561-587 589-58a 5b0-5c3 5c6-5c7 5d0-5ea 5f0-5f4 606-607 609-60a 60c 615 61b 61f ' +
    '621-63a 640-655 657 65a 660-670 674 679-6bf 6c6-6c8 6cb-6cc 6ce 6d0 6d5 6f0-6f9 10a0-10c5 10d0-10fc 2000-2064 ' +
    '206a-206f 2190-22ff 2500-269c 269e-26b8 26c0-26c3 26e2 2701-2704 2706-2709 270c-2727 2729-274b 274d 274f-2752 ' +
    '2756 2758-275e 2761-2794 2798-27af 27b1-27be fb1d-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fb4f fb52-fba3 ' +
    'fbaa-fbad fbd3-fbdc fbde-fbdf fbe4-fbe9 fbfc-fbff fe70-fe74 fe76-fefc feff',
  /** Chinese, Japanese and Korean. */
  Han:
    '3000-3003 3005-3007 300a-3019 301c-301f 3021-3029 3041-3094 3099-309e 30a0-30f6 30fb-30fe 3105-3129 3131-318e ' +
    '3200-321c 3220-3229 3231-3232 3239 3260-327b 327f 32a3-32a8 3303 330d 3314 3318 3322-3323 3326-3327 332b 3336 ' +
    '333b 3349-334a 334d 3351 3357 337b-337e 3380-3384 3388-33ca 33cd-33d3 33d5-33d6 33d8 33db-33dd 3400-4db5 ' +
    '4e00-9fa5 ac00-d7a3 f900-fa2d fe10-fe19 fe30-fe31 fe33-fe46 fe49-fe4f ff01-ff5e ff61-ff9f ffe0-ffe6',
  Thai: 'e01-e3a e3f-e5b 200c-200d',
  Lao:
    'e81-e82 e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea3 ea5 ea7 eaa-eab ead-eb9 ebb-ebd ec0-ec4 ec6 ec8-ecd ' +
    'ed0-ed9 edc-edf 200c-200d',
  Khmer: '1780-17dd 17e0-17e9 17f0-17f9 19e0-19ff 200c-200d',
  Devanagari: '900-97f 1cd0-1cf6 1cf8-1cf9 200c-200d 20b9 a8e0-a8ff',
  Bengali:
    '964-965 980-983 985-98c 98f-990 993-9a8 9aa-9b0 9b2 9b6-9b9 9bc-9c4 9c7-9c8 9cb-9ce 9d7 9dc-9dd 9df-9e3 ' +
    '9e6-9fe 200c-200d',
  Gurmukhi:
    '964-965 a01-a03 a05-a0a a0f-a10 a13-a28 a2a-a30 a32-a33 a35-a36 a38-a39 a3c a3e-a42 a47-a48 a4b-a4d a51 ' +
    'a59-a5c a5e a66-a76 200c-200d',
  Gujarati:
    '964-965 a81-a83 a85-a8d a8f-a91 a93-aa8 aaa-ab0 ab2-ab3 ab5-ab9 abc-ac5 ac7-ac9 acb-acd ad0 ae0-ae3 ae6-af1 ' +
    'af9-aff 200c-200d',
  Oriya:
    '964-965 b01-b03 b05-b0c b0f-b10 b13-b28 b2a-b30 b32-b33 b35-b39 b3c-b44 b47-b48 b4b-b4d b56-b57 b5c-b5d ' +
    'b5f-b63 b66-b77 200c-200d',
  Tamil:
    '964-965 b82-b83 b85-b8a b8e-b90 b92-b95 b99-b9a b9c b9e-b9f ba3-ba4 ba8-baa bae-bb9 bbe-bc2 bc6-bc8 bca-bcd ' +
    'bd0 bd7 be6-bfa 200c-200d',
  Telugu:
    '964-965 c00-c0c c0e-c10 c12-c28 c2a-c39 c3d-c44 c46-c48 c4a-c4d c55-c56 c58-c5a c60-c63 c66-c6f c77-c7f ' +
    '200c-200d',
  Kannada:
    '964-965 c80-c8c c8e-c90 c92-ca8 caa-cb3 cb5-cb9 cbc-cc4 cc6-cc8 cca-ccd cd5-cd6 cde ce0-ce3 ce6-cef cf1-cf2 ' +
    '200c-200d',
  Malayalam: '964-965 d00-d0c d0e-d10 d12-d44 d46-d48 d4a-d4f d54-d63 d66-d7f 200c-200d',
  Sinhala: '964-965 d81-d83 d85-d96 d9a-db1 db3-dbb dbd dc0-dc6 dca dcf-dd4 dd6 dd8-ddf de6-def df2-df4 200c-200d',
  Ethiopic:
    '1200-1248 124a-124d 1250-1256 1258 125a-125d 1260-1288 128a-128d 1290-12b0 12b2-12b5 12b8-12be 12c0 12c2-12c5 ' +
    '12c8-12d6 12d8-1310 1312-1315 1318-135a 135d-137c 1380-1399 2d80-2d96 2da0-2da6 2da8-2dae 2db0-2db6 2db8-2dbe ' +
    '2dc0-2dc6 2dc8-2dce 2dd0-2dd6 2dd8-2dde ab01-ab06 ab09-ab0e ab11-ab16 ab20-ab26 ab28-ab2e',
} as const

/** A font of our papers. Each but the first two has the letters of one script and little else. */
export type PaperFont = keyof typeof paperLetters

/** In the order in which a letter is looked for. */
export const paperFonts = Object.keys(paperLetters).filter((name): name is PaperFont => name in paperLetters)
