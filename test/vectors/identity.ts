/**
 * Keys, messages and signatures in hexadecimal, and the verdict that every platform gives. The rows cover each case in
 * which implementations of Ed25519 disagree; some of them hold under the plain equation and are refused all the same.
 */
export const SIGNATURES: ReadonlyArray<{ name: string, publicKey: string, message: string, signature: string, valid: boolean }> = [
  {
    name: 'a valid signature',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: true
  },
  {
    name: 'a valid signature of the empty message',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '',
    signature: 'd893e31c5518c521925f89c9d9ebb7ee928a1bbc2be1393b6db3a2d46cae459b1da6ba81b22c482c471efddb2b87f5f4ec649329e2689f4ad6240d0d96bef100',
    valid: true
  },
  {
    name: 'a valid signature of a long message',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b',
    signature: 'f4e61619e337d1d5253f3a20db78cef850f87dffc813dafda84201141fe0b3e821262084812f8d3b1815c0473f20121166bd51e5576184b7311027e0b7963f0d',
    valid: true
  },
  {
    name: 'RFC 8032, 7.1, TEST 1',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature: 'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    valid: true
  },
  {
    name: 'RFC 8032, 7.1, TEST 2',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature: '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    valid: true
  },
  {
    name: 'RFC 8032, 7.1, TEST 3',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature: '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    valid: true
  },
  {
    name: 'another message',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657348',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: 'another key',
    publicKey: 'a09aa5f47a6759802ff955f8dc2d2a14a5c99d23be97f864127ff9383455a4f0',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: 'a bit of R flipped',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43991dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: 'a bit of S flipped',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca9e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: 'S + L',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f4672418cde2da092547f8675db07edc1f991d593fbe6cfaf3812de7ab2991ed61d',
    valid: false
  },
  {
    name: 'S + 2 L',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f465f15823b4803a5ac55236d7ee6e6a00e92d593fbe6cfaf3812de7ab2991ed62d',
    valid: false
  },
  {
    name: 'S = L',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010',
    valid: false
  },
  {
    name: 'S with the top bit set',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed68d',
    valid: false
  },
  {
    name: 'S = 2^256 - 1',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    valid: false
  },
  {
    name: '63 bytes of signature',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed6',
    valid: false
  },
  {
    name: '65 bytes of signature',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d00',
    valid: false
  },
  {
    name: 'no signature',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '',
    valid: false
  },
  {
    name: '31 bytes of key',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c97787',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: '33 bytes of key',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c977873700',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: 'no key',
    publicKey: '',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: 'key and signature all zero',
    publicKey: '0000000000000000000000000000000000000000000000000000000000000000',
    message: '666163746d657368',
    signature: '00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    valid: false
  },
  {
    name: 'key = identity: one signature for every message',
    publicKey: '0100000000000000000000000000000000000000000000000000000000000000',
    message: '666163746d657368',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key = identity, another message',
    publicKey: '0100000000000000000000000000000000000000000000000000000000000000',
    message: '616e797468696e67',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key = identity with the sign bit',
    publicKey: '0100000000000000000000000000000000000000000000000000000000000080',
    message: '666163746d657368',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key not canonical: y = p + 1',
    publicKey: 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    message: '666163746d657368',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key not canonical: y = p + 1, sign bit',
    publicKey: 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    message: '666163746d657368',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key of order 2, cofactorless equation holds',
    publicKey: 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    message: '6d6573736167652030',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key of order 2, only the cofactored equation holds',
    publicKey: 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    message: '6d6573736167652032',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key of order 4, cofactorless equation holds',
    publicKey: '0000000000000000000000000000000000000000000000000000000000000080',
    message: '6d6573736167652031',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key of order 4, only the cofactored equation holds',
    publicKey: '0000000000000000000000000000000000000000000000000000000000000080',
    message: '6d6573736167652030',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key of order 8, cofactorless equation holds',
    publicKey: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    message: '6d6573736167652030',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key of order 8, only the cofactored equation holds',
    publicKey: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    message: '6d6573736167652031',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key not canonical: y = p',
    publicKey: 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    message: '6d6573736167652031',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd2b75cb04f09554fd0f9f0dbaf0aa52d37c8b56fbdeb78dba5eab52e394837c08',
    valid: false
  },
  {
    name: 'key of mixed order, cofactorless equation holds',
    publicKey: '05edb8c261651304ea335a4397e0696b9fb37c99aa8023ee1583a2f3e43d9fe4',
    message: '6d6573736167652033',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bd5ee11e89a6b71dab318a3e432229af20f16c8532f603d5ab59511152d0337809',
    valid: false
  },
  {
    name: 'key of mixed order, only the cofactored equation holds',
    publicKey: '05edb8c261651304ea335a4397e0696b9fb37c99aa8023ee1583a2f3e43d9fe4',
    message: '6d6573736167652030',
    signature: '8e6ea62667e9a43084390af1cb9c8acd705873978b520ffb44673b628912f1bdcfdad08f7f4ffaf0cc945bcfbeaae1ca20574ae8294146e3a89193fc51c63b01',
    valid: false
  },
  {
    name: 'R = identity',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '01000000000000000000000000000000000000000000000000000000000000002cc7b21e0a0224adfd88f7bd937a77a561670b1657ee13dd484a3deec1c42103',
    valid: false
  },
  {
    name: 'R = identity with the sign bit',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '01000000000000000000000000000000000000000000000000000000000000802c5102eeda70e5134e805fc6a0472fa13b435ced12bd476c31328517cdab270c',
    valid: false
  },
  {
    name: 'R not canonical: y = p + 1',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7fa7be7795150e28509c4ee05af93f8c3913c93813bd190d3efcb1e3823a15d808',
    valid: false
  },
  {
    name: 'R not canonical: y = p',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7fdfc2403bd2e7aad0617fd390a333f76f4d84b59ad83f3224945782ab48284d0c',
    valid: false
  },
  {
    name: 'R of order 2',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f80a5ba000152923616eab6db53279ee83b401455812e498cf80db830570b5f00',
    valid: false
  },
  {
    name: 'R of order 4',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0000000000000000000000000000000000000000000000000000000000000080f5b351ee5addc736597bd2e58a62924397f0c7bcdaa6421849ce80408370900e',
    valid: false
  },
  {
    name: 'R of order 4 with the sign bit',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '0000000000000000000000000000000000000000000000000000000000000000cb47a4e151547e7dfaf9a32971c995e6ca4644148f68d42e455146dcd1123901',
    valid: false
  },
  {
    name: 'R of order 8',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037ae2c65e9f98c1a547910831fd80d8d7927c66ceb2054ef068080e638d451aba0c',
    valid: false
  },
  {
    name: 'R of order 8, negated',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03facdfe8cec5e8ded3bb8bc357c5df167880253f7e9a6a3f8210273a377ba6fee06',
    valid: false
  },
  {
    name: 'R of order 8, three times',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc0541d95143dd28b6d36f133dbc089a31b8c6afe45bb65fcc555bdce58af8e08804',
    valid: false
  },
  {
    name: 'R of order 8, three times, negated',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc8511dcd9ba3ca49c4596c50fd986b92de7090a911552a1c2690a5dd4514fe16003',
    valid: false
  },
  {
    name: 'R of mixed order, only the cofactored equation holds',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '07557ebea0f4d4695f5c589af8a7a37114fac3324fd951bf11ad5037bcbe99a261a29e4c0e11a6927d9f2f143ac6b56bfb1202d00288286b4aa68cc439c75005',
    valid: false
  },
  {
    name: 'key that is no point of the curve',
    publicKey: '0200000000000000000000000000000000000000000000000000000000000000',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: 'key = 2^256 - 1',
    publicKey: 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  },
  {
    name: 'R that is no point of the curve',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    message: '666163746d657368',
    signature: '02000000000000000000000000000000000000000000000000000000000000002b8402d948712fe3913d0d7934ef5b1492d3bb5d1a138b0e33f068af63ce5302',
    valid: false
  },
  {
    name: 'a valid signature under a negated key',
    publicKey: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c97787b7',
    message: '666163746d657368',
    signature: '0a7c43981dd733d23170466b4ed9d5c51400b1d02301cecaf1f7a98f611a8f46856d9681133d80fca8e97d3829f3e2e491d593fbe6cfaf3812de7ab2991ed60d',
    valid: false
  }
]

/**
 * Ed25519 keys in hexadecimal and the two spellings of their peer ids.
 */
export const PEER_IDS: ReadonlyArray<{ publicKey: string, base36: string, base58: string }> = [
  {
    publicKey: '3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29',
    base36: 'k51qzi5uqu5dhnwe629wdlncpql6frppdpwnz4wtlcw816aysd5wwlk63g4wmh',
    base58: '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
  },
  {
    publicKey: '8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c',
    base36: 'k51qzi5uqu5djmw2yvf8kk5cdjc1ddc00o4d5sjwi6f79xzcay9j3gkddw5uu4',
    base58: '12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5'
  },
  {
    publicKey: '0000000000000000000000000000000000000000000000000000000000000000',
    base36: 'k51qzi5uqu5dg6l7sg2ssb5uefnq8g7g1d6n6j2zsio0o0k7snyb11p8myhxxc',
    base58: '12D3KooW9pNAk8aiBuGVQtWRdbkLmo5qVL3e2h5UxbN2Nz9ttwiw'
  },
  {
    publicKey: 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    base36: 'k51qzi5uqu5dmkadisduutrwhobhcd351viuwscvsltkaymqovgho5slq61rlr',
    base58: '12D3KooWT3gYEvLJyx1FyyHqrmvdy1tMjpgxmu9aSeKMEuafQtyC'
  }
]
