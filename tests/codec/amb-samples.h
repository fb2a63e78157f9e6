/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures drawn by the tests, and files in memory that stand in for files on disk. */
#pragma once

#include "amb-coder.h"

G_BEGIN_DECLS

/* Smooth shapes with some noise, the same on every run. */
AmbPixels *
sample_pixels (guint width, guint height, AmbPixelModel model, gboolean has_alpha, guint depth);
/* An fd of a file in memory; close it. */
int sample_fd (gconstpointer bytes, gsize length);
GBytes *sample_read (int fd);

AmbEncodeSpec sample_spec (const AmbPixels *pixels);
/* The whole file; aborts the test on an error. */
GBytes *sample_encode (const char *codec, const AmbPixels *pixels, const AmbEncodeSpec *spec);

typedef struct
{
  AmbDecoder *decoder; /* NULL when opening failed */
  AmbPixels *pixels;   /* NULL when decoding failed */
  gboolean complete;
  GError *error;
} SampleResult;

SampleResult sample_decode (gconstpointer bytes, gsize length, guint reduction);
void sample_result_clear (SampleResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SampleResult, sample_result_clear)

/* In decibels over 8-bit samples; infinite when equal. */
double sample_psnr (const AmbPixels *a, const AmbPixels *b);
/* Names the worst sample when they differ. */
void sample_assert_equal (const AmbPixels *a, const AmbPixels *b);

G_END_DECLS
