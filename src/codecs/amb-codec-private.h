/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What amb-codec-<word>.c defines and nobody else sees: its records for every program, its coder
 * for the worker. */
#pragma once

#include "amb-codec.h"
#include "amb-codecs-list.h"

G_BEGIN_DECLS

/* amb_codec_<word>_records: NULL-terminated, in sniffing order. Defined where AMB_WORKER is not. */
#define X(word) extern const AmbCodec *const amb_codec_##word##_records[];
AMB_CODECS (X, X)
#undef X

static inline guint
amb_u16le (const guint8 *bytes)
{
  return (guint) bytes[0] | (guint) bytes[1] << 8;
}

static inline guint
amb_u16be (const guint8 *bytes)
{
  return (guint) bytes[0] << 8 | (guint) bytes[1];
}

static inline guint32
amb_u32le (const guint8 *bytes)
{
  return (guint32) amb_u16le (bytes) | (guint32) amb_u16le (bytes + 2) << 16;
}

static inline guint32
amb_u32be (const guint8 *bytes)
{
  return (guint32) amb_u16be (bytes) << 16 | (guint32) amb_u16be (bytes + 2);
}

G_END_DECLS
