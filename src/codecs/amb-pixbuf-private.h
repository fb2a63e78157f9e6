/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between amb-codec-pixbuf.c, which drives GdkPixbuf's loaders, and the files that read headers for
 * what loaders do not tell. */
#pragma once

#include "amb-coder-private.h"

G_BEGIN_DECLS

/* Each fills what it can of the decoder's info: alpha, blocks, notes, and where the loader is late
 * or silent the size. FALSE with an error where the header already shows that there is nothing to
 * decode. */
gboolean amb_pixbuf_describe_bmp (AmbDecoder *decoder, GError **error);
gboolean amb_pixbuf_describe_gif (AmbDecoder *decoder, GError **error);
gboolean amb_pixbuf_describe_icon (AmbDecoder *decoder, GError **error);
gboolean amb_pixbuf_describe_pnm (AmbDecoder *decoder, GError **error);
gboolean amb_pixbuf_describe_tga (AmbDecoder *decoder, GError **error);

G_END_DECLS
