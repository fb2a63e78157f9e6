/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One or more valid messages of each kind, for the tests and as the fuzzer's seeds. */
#pragma once

#include "amb-message.h"

#define SAMPLE_OPENED                                                                              \
  "'format': <'jpeg'>, 'width': <uint32 4000>, 'height': <uint32 3000>, 'orientation': <uint32 "   \
  "6>,"                                                                                            \
  " 'alpha': <false>, 'depth': <uint32 8>, 'need': <uint64 36000000>"
#define SAMPLE_EXPORT                                                                              \
  "'format': <'png'>, 'quality': <90>, 'resize': <'long:2048'>, 'metadata': <'keep'>"
#define SAMPLE_DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct
{
  AmbMessageKind kind;
  gboolean from_worker;
  guint n_fds;
  const char *body; /* GVariant text */
} MessageSample;

static const MessageSample message_samples[] = {
  { AMB_MESSAGE_OPEN, FALSE, 2, "(uint64 1, {'max-pixels': <uint64 160000000>})" },
  { AMB_MESSAGE_OPEN, FALSE, 2, "(uint64 1, @a{sv} {})" },
  { AMB_MESSAGE_EXPORT, FALSE, 1, "(uint64 1, {'exposure.ev': <0.5>}, {" SAMPLE_EXPORT "})" },
  { AMB_MESSAGE_BUFFERS, FALSE, 3, "(uint64 1, uint64 4096)" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 0, 0.25, uint32 7, (0, 0, 10, 10), uint32 3, @a{sv} {})" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 2, 16.0, uint32 0, (5, 7, 1, 1), uint32 3, {'x': <1>})" },
  { AMB_MESSAGE_PROBE, FALSE, 3, "(uint64 1, {'edge': <uint32 256>, 'max-pixels': <uint64 1>})" },
  { AMB_MESSAGE_PROBE, FALSE, 3, "(uint64 1, {'edge': <uint32 0>, 'light': <true>})" },
  { AMB_MESSAGE_CLOSE, FALSE, 0, "(uint64 1,)" },
  { AMB_MESSAGE_CONTENT, FALSE, 1, "(uint64 1, '" SAMPLE_DIGEST "', uint64 1234)" },
  { AMB_MESSAGE_READY, TRUE, 0, "({'version': <'0.1.0'>, 'landlock': <4>, 'seccomp': <true>},)" },
  { AMB_MESSAGE_OPENED, TRUE, 0, "(uint64 1, {" SAMPLE_OPENED "})" },
  { AMB_MESSAGE_OPENED, TRUE, 0,
    "(uint64 1, {" SAMPLE_OPENED ", 'profile': <''>, 'notes': <['a', 'b']>, 'camera': <'new'>})" },
  { AMB_MESSAGE_PROGRESS, TRUE, 0, "(uint64 1, uint32 1000)" },
  { AMB_MESSAGE_FRAME, TRUE, 0,
    "(uint64 1, uint64 2, uint32 1, uint32 1, (0, 0, 10, 10), uint32 10, uint32 10, uint64 5)" },
  { AMB_MESSAGE_FRAME, TRUE, 0,
    "(uint64 1, uint64 2, uint32 1, uint32 2, (0, 0, 10, 10), uint32 0, uint32 0, uint64 5)" },
  { AMB_MESSAGE_DONE, TRUE, 0,
    "(uint64 1, {'width': <uint32 1>, 'height': <uint32 1>, 'bytes': <uint64 100>, 'notes': <@as "
    "[]>})" },
  { AMB_MESSAGE_FAILED, TRUE, 0, "(uint64 0, uint32 16, 'why')" },
  { AMB_MESSAGE_PROBED, TRUE, 0,
    "(uint64 1, {" SAMPLE_OPENED ", 'thumb-width': <uint32 256>, 'thumb-height': <uint32 192>})" },
  { AMB_MESSAGE_REFUSED, TRUE, 0,
    "(uint64 1, '" SAMPLE_DIGEST "', uint32 7, 'line 3: a keyword inside the table')" },
};
