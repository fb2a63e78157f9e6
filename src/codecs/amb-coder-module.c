/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The one symbol of the module. See DESIGN in amb-coders.c. */
#include "amb-coder-private.h"

#include "amb-config.h"

static const AmbCoder *const coders[] = {
#define X(word) NULL,
#define MODULE(word) &amb_coder_##word,
  AMB_CODECS (X, MODULE)
#undef X
#undef MODULE
};

const AmbCoderModule amb_coder_module = { AMB_VERSION, coders };
